CREATE TABLE `data_keys` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text DEFAULT 'main' NOT NULL,
	`purpose` text DEFAULT 'data' NOT NULL,
	`wrapped` text NOT NULL,
	`kek_id` text NOT NULL,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	`retired_at` integer
);
