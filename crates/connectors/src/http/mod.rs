//! What all connectors share to make calls: the guarded client, the throttle, paging and retries.
