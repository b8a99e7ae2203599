CREATE TABLE `executions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`workflow_id` text NOT NULL,
	`version_id` integer NOT NULL,
	`status` text NOT NULL,
	`mode` text NOT NULL,
	`start_node` text NOT NULL,
	`destination` text,
	`input` blob,
	`created_at` integer NOT NULL,
	`started_at` integer,
	`finished_at` integer,
	`wake_at` integer,
	`resume_step` integer,
	`resume_with` blob,
	`resume_token` text,
	`owner` text,
	`attempt` integer DEFAULT 0 NOT NULL,
	`lease_until` integer,
	`error` text,
	`retry_of` integer,
	`parent_id` integer,
	`parent_key` text
);
--> statement-breakpoint
CREATE INDEX `executions_workflow` ON `executions` (`workflow_id`,`id`);--> statement-breakpoint
CREATE INDEX `executions_status` ON `executions` (`status`,`id`);--> statement-breakpoint
CREATE INDEX `executions_open` ON `executions` (`lease_until`) WHERE status in ('queued', 'running', 'waiting');--> statement-breakpoint
CREATE INDEX `executions_wake` ON `executions` (`wake_at`) WHERE status = 'waiting';--> statement-breakpoint
CREATE UNIQUE INDEX `executions_parent` ON `executions` (`parent_id`,`parent_key`) WHERE parent_id is not null;--> statement-breakpoint
CREATE TABLE `steps` (
	`execution_id` integer NOT NULL,
	`step` integer NOT NULL,
	`node_id` text NOT NULL,
	`run` integer NOT NULL,
	`status` text NOT NULL,
	`started_at` integer NOT NULL,
	`duration_ms` integer,
	`tries` integer,
	`counts` text,
	`sources` text,
	`outputs` blob,
	`error` text,
	`logs` text,
	`memory` text,
	PRIMARY KEY(`execution_id`, `step`)
);
--> statement-breakpoint
CREATE TABLE `account` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`provider_id` text NOT NULL,
	`user_id` text NOT NULL,
	`access_token` text,
	`refresh_token` text,
	`id_token` text,
	`access_token_expires_at` integer,
	`refresh_token_expires_at` integer,
	`scope` text,
	`password` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `account_user` ON `account` (`user_id`);--> statement-breakpoint
CREATE TABLE `credentials` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text DEFAULT 'main' NOT NULL,
	`name` text NOT NULL,
	`type` text NOT NULL,
	`data` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `session` (
	`id` text PRIMARY KEY NOT NULL,
	`expires_at` integer NOT NULL,
	`token` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`ip_address` text,
	`user_agent` text,
	`user_id` text NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `session_token_unique` ON `session` (`token`);--> statement-breakpoint
CREATE INDEX `session_user` ON `session` (`user_id`);--> statement-breakpoint
CREATE TABLE `settings` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `user` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`email` text NOT NULL,
	`email_verified` integer DEFAULT false NOT NULL,
	`image` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `user_email_unique` ON `user` (`email`);--> statement-breakpoint
CREATE TABLE `variables` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `verification` (
	`id` text PRIMARY KEY NOT NULL,
	`identifier` text NOT NULL,
	`value` text NOT NULL,
	`expires_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `schedules` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`workflow_id` text NOT NULL,
	`version_id` integer NOT NULL,
	`node_id` text NOT NULL,
	`rule` text NOT NULL,
	`timezone` text NOT NULL,
	`next_at` integer
);
--> statement-breakpoint
CREATE INDEX `schedules_next` ON `schedules` (`next_at`);--> statement-breakpoint
CREATE INDEX `schedules_workflow` ON `schedules` (`workflow_id`);--> statement-breakpoint
CREATE TABLE `versions` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`workflow_id` text NOT NULL,
	`hash` text NOT NULL,
	`document` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `versions_workflow_hash` ON `versions` (`workflow_id`,`hash`);--> statement-breakpoint
CREATE TABLE `workflows` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text DEFAULT 'main' NOT NULL,
	`name` text NOT NULL,
	`document` text NOT NULL,
	`revision` integer NOT NULL,
	`node_count` integer NOT NULL,
	`node_types` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`published_version_id` integer,
	`published_revision` integer,
	`published_at` integer
);
--> statement-breakpoint
CREATE INDEX `workflows_updated` ON `workflows` (`updated_at`);