-- 1: a second factor was proved when the session began.
alter table @session add column second {int};
