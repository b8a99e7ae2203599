CREATE TRIGGER `audit_events_next` BEFORE INSERT ON `audit_events`
WHEN new.id <> coalesce((SELECT last_id FROM audit_head), 0) + 1
BEGIN
	SELECT RAISE(ABORT, 'an audit event follows the one before');
END;
--> statement-breakpoint
CREATE TRIGGER `audit_events_unchanged` BEFORE UPDATE ON `audit_events`
BEGIN
	SELECT RAISE(ABORT, 'audit events are never changed');
END;
--> statement-breakpoint
-- Pruned are those that the head has moved its beginning past.
CREATE TRIGGER `audit_events_kept` BEFORE DELETE ON `audit_events`
WHEN old.id > coalesce((SELECT pruned_id FROM audit_head), 0)
BEGIN
	SELECT RAISE(ABORT, 'audit events are kept');
END;
--> statement-breakpoint
CREATE TRIGGER `audit_head_forward` BEFORE UPDATE ON `audit_head`
WHEN new.last_id < old.last_id OR new.pruned_id < old.pruned_id OR new.pruned_id > new.last_id
BEGIN
	SELECT RAISE(ABORT, 'the head of the audit log only goes forward');
END;
--> statement-breakpoint
CREATE TRIGGER `audit_head_kept` BEFORE DELETE ON `audit_head`
BEGIN
	SELECT RAISE(ABORT, 'the head of the audit log is kept');
END;
--> statement-breakpoint
CREATE TRIGGER `audit_head_one` BEFORE INSERT ON `audit_head`
WHEN EXISTS (SELECT 1 FROM audit_head)
BEGIN
	SELECT RAISE(ABORT, 'the audit log has one head');
END;
