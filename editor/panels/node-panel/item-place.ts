/** One item that a run of a node gave. All numbers count from 0. */
export type ItemPlace = { nodeId: string; run: number; port: string; item: number };
