CREATE TABLE `api_documents` (
	`node_id` text NOT NULL,
	`version` integer NOT NULL,
	`url` text NOT NULL,
	`facts` text NOT NULL,
	`operation_count` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`node_id`, `version`)
);
--> statement-breakpoint
CREATE TABLE `api_nodes` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text DEFAULT 'main' NOT NULL,
	`slug` text NOT NULL,
	`label` text NOT NULL,
	`version` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_nodes_slug` ON `api_nodes` (`project_id`,`slug`);--> statement-breakpoint
CREATE TABLE `api_operations` (
	`node_id` text NOT NULL,
	`version` integer NOT NULL,
	`key` text NOT NULL,
	`position` integer NOT NULL,
	`method` text NOT NULL,
	`path` text NOT NULL,
	`label` text NOT NULL,
	`tag` text NOT NULL,
	`data` text NOT NULL,
	PRIMARY KEY(`node_id`, `version`, `key`)
);
