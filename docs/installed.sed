# For documents where they are installed: what links lead to beyond them is in a checkout alone.
s|\[([^]]*)\]\(\.\./([^)#]*)[^)]*\)|\1 (`\2` in a checkout)|g
