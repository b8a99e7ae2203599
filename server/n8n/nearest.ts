import { modelAddresses, serviceAddresses } from "./service-addresses";

/** What to use here instead of a node that has no counterpart. */
export function nearestWay(type: string): string {
  const name = type.slice(type.lastIndexOf(".") + 1);
  const base = name.replace(/(Trigger|Tool)$/, "");
  const address = lookUp(serviceAddresses, base);
  if (type.startsWith("@n8n/n8n-nodes-langchain.")) return modelWay(name);
  if (name.endsWith("Trigger")) return triggerWay(base, address);
  const own = lookUp(ownWays, base);
  if (own && address) return `${own}, or an HTTP Request to ${address}`;
  if (own) return own;
  if (/^aws[A-Z]/.test(base)) return "Let something beside call AWS: requests are not signed here the way AWS wants";
  return address ? `Use an HTTP Request to ${address}` : "Use an HTTP Request to the service's own API";
}

function modelWay(name: string): string {
  const address = modelAddresses.find(([pattern]) => pattern.test(name))?.[1];
  const api = address ? `its API, ${address},` : "the model's own API";
  return `Call ${api} with an HTTP Request, and put its answer into shape with Edit Fields or Code`;
}

function triggerWay(base: string, address: string | undefined): string {
  const own = lookUp(ownTriggers, base);
  if (own) return own;
  const asked = address ?? "it";
  return `Let the service call a Webhook, or ask ${asked} by an HTTP Request on a Schedule`;
}

const database = "Reach the database through an HTTP interface of its own, with an HTTP Request";
const mail = "Use Send Email for a message";
const queue =
  "Let something beside the queue speak HTTP with it: call that with an HTTP Request, and let it call a Webhook";

/** Nodes of ours that do the most common part. */
const ownWays: { [base: string]: string } = {
  ...{ gmail: mail, microsoftOutlook: mail, sendGrid: mail, mailgun: mail, mailjet: mail },
  ...{ postgres: database, mySql: database, microsoftSql: database, redis: database },
  ...{ snowflake: database, questDb: database, timescaleDb: database, oracleDb: database, crateDb: database },
  amqp: queue,
  executeCommand: "Commands of the machine are not run here: put the program behind HTTP and call it",
  ssh: "Commands of other machines are not run here: put the program behind HTTP and call it",
  git: "Use the API of the service that has the repository, with an HTTP Request",
  aiTransform: "Write what it did in a Code node",
  simulate: "Pin data to the node before",
};

const ownTriggers: { [base: string]: string } = {
  amqp: queue,
  ...{
    postgres: "Let the database call a Webhook, or ask it on a Schedule",
    localFile: "Look into the folder on a Schedule",
  },
  ...{ workflow: "Start it from the workflow itself, with Execute Workflow", n8n: "There is nothing like it here" },
  ...{ rssFeedRead: "Use RSS Read on a Schedule, and drop what was there before", sse: "Ask for news on a Schedule" },
};

const lookUp = (table: { [name: string]: string }, name: string) =>
  Object.hasOwn(table, name) ? table[name] : undefined;
