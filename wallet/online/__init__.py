"""The only room with a network in it: fetching one document at a time, guarded, capped and never without consent."""
