CREATE TABLE `intake_keys` (
	`workflow_id` text NOT NULL,
	`key` text NOT NULL,
	`at` integer NOT NULL,
	`until` integer NOT NULL,
	`execution_id` integer NOT NULL,
	PRIMARY KEY(`workflow_id`, `key`)
);
--> statement-breakpoint
CREATE INDEX `intake_keys_until` ON `intake_keys` (`until`);--> statement-breakpoint
CREATE TABLE `webhook_requests` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`method` text NOT NULL,
	`path` text NOT NULL,
	`query` text,
	`status` integer,
	`result` text NOT NULL,
	`reason` text,
	`workflow_id` text,
	`node_id` text,
	`execution_id` integer,
	`duration_ms` integer,
	`size_bytes` integer,
	`address` text,
	`headers` text,
	`body` blob,
	`is_body_cut` integer DEFAULT false NOT NULL,
	`replay_of` integer,
	`calls` integer DEFAULT 1 NOT NULL
);
