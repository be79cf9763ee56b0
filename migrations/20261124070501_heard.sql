-- When a webhook told of the stream last: then it need not be polled every minute.
alter table cursor add column heard_at timestamptz;
