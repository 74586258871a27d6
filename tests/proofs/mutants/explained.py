def reason_of(title): return None
