"""What credentials travel in: takes the payload out of a picture, a PDF, a page, a QR code or plain text, and puts it in."""
