"""ZVT over TCP: what terminals in Germany, Austria and many self-service sites speak with a till.

Written from the published interface (ZVT, document PA00P015, revision 13). drivers/README.md says which commands are
used and what is left out.
"""
