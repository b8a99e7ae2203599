CREATE TABLE `sealed_parts` (
	`execution_id` integer NOT NULL,
	`part` text NOT NULL,
	`data` blob NOT NULL,
	PRIMARY KEY(`execution_id`, `part`)
);
--> statement-breakpoint
ALTER TABLE `executions` ADD `redacted` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `keep_until` integer;--> statement-breakpoint
ALTER TABLE `executions` ADD `data_dropped_at` integer;--> statement-breakpoint
CREATE INDEX `executions_keep` ON `executions` (`keep_until`) WHERE keep_until is not null;--> statement-breakpoint
CREATE INDEX `executions_drop_data` ON `executions` (`id`) WHERE data_dropped_at = 0;--> statement-breakpoint
ALTER TABLE `variables` ADD `secret` text;