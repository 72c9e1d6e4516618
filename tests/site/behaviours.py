"""stub"""
BEHAVIOURS = {}
def behaviour_at(path): return None
