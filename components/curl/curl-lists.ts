const lists = ["headers", "query", "fields"] as const;
export type CurlList = (typeof lists)[number];

/** By the name of its parameter a list says what a curl command may give it. */
export const curlListOf = (name: string | undefined): CurlList | undefined => lists.find((list) => list === name);
