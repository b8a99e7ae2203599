ALTER TABLE `memories` ADD `expires_at` integer;--> statement-breakpoint
CREATE INDEX `memories_expires` ON `memories` (`expires_at`) WHERE expires_at is not null;--> statement-breakpoint
ALTER TABLE `seen_values` ADD `expires_at` integer;--> statement-breakpoint
CREATE INDEX `seen_values_order` ON `seen_values` (`workflow_id`,`key`,`id`);--> statement-breakpoint
CREATE INDEX `seen_values_expires` ON `seen_values` (`expires_at`) WHERE expires_at is not null;