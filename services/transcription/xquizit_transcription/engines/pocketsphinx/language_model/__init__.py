"""The n-gram model of one interview: general English mixed with its documents, for recognizers that need one."""
