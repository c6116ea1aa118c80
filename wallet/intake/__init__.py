"""From untrusted bytes to findings: unwrap, read and judge, in a worker process."""
