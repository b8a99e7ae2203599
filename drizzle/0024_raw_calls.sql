CREATE TABLE `raw_calls` (
	`execution_id` integer PRIMARY KEY NOT NULL,
	`query` text,
	`body` blob
);
