CREATE TABLE `ledger` (
	`execution_id` integer NOT NULL,
	`step` integer NOT NULL,
	`key` text NOT NULL,
	`result` text NOT NULL,
	PRIMARY KEY(`execution_id`, `step`, `key`)
);
