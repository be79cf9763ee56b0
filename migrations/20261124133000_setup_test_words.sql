-- What a record is called and why it failed is kept sealed in the journal, and nowhere in the open.
update setup_test set report = report - 'label' - 'why' where report ->> 'record' is not null;
comment on column setup_test.report is 'The record in the journal, and the steps with their times.';
