import { NodeError } from "@/nodes/sdk/node-error";
import type { FoundService } from "@/nodes/sdk/services";
import type { MongoAccess } from "./credential";

export type Place = { host: string; port: number };

/** What is known of a server before it is asked. */
export type Address = {
  hosts: Place[];
  /** The name whose `SRV` records tell the hosts. */
  service?: string;
  user: string;
  password: string;
  database: string;
  tls: "none" | "verify" | "any";
  /** The member that is named is asked, whatever it is. */
  isDirect: boolean;
  /** The database the user belongs to, where it is said. */
  authSource?: string;
  usualAuthSource: string;
  authMechanism?: string;
  replicaSet?: string;
  /** For the driver, as it calls them. */
  settings: { [name: string]: string | number | boolean };
};

const usualPort = 27_017;

export function addressOf(access: MongoAccess): Address {
  if (access.by === "string") return parsed(access.connectionString, access.database);
  const { host, port, user, password, authSource, tls, database } = access;
  if (host === "") throw invalid("The credential has no host");
  return {
    ...{ hosts: [{ host, port }], user, password, tls, isDirect: false, settings: {} },
    ...{ usualAuthSource: authSource || "admin", database: requireDatabase(database) },
  };
}

const pattern = /^mongodb(\+srv)?:\/\/(?:([^@/?]*)@)?([^@/?]+)(?:\/([^?]*))?(?:\?(.*))?$/s;

/** Read here, and not by the driver: some options make it read files or connect elsewhere. */
function parsed(text: string, otherDatabase: string): Address {
  const found = pattern.exec(text.trim());
  if (!found) throw invalid("The connection string is none of MongoDB");
  const [, srv, account = "", list = "", path = "", query = ""] = found;
  const [user = "", password = ""] = account.split(/:(.*)/s, 2).map(decoded);
  const database = decoded(path);
  const options = optionsOf(new URLSearchParams(query), srv !== undefined);
  const address = {
    ...{ user, password, ...options, usualAuthSource: database || "admin" },
    database: requireDatabase(otherDatabase || database),
  };
  return srv ? { ...address, hosts: [], service: list } : { ...address, hosts: list.split(",").map(placeOf) };
}

/** The address of a service, once name servers have said where it is. */
export function found(address: Address, { places, texts }: FoundService): Address {
  const host = address.service ?? "";
  const parent = host.split(".").slice(1).join(".");
  const stranger = places.find((place) => !place.host.toLowerCase().endsWith(`.${parent.toLowerCase()}`));
  if (stranger) throw invalid(`${host} leads to "${stranger.host}", which is not of ${parent}`);
  const said = new URLSearchParams(texts[0] ?? "");
  const authSource = address.authSource ?? said.get("authSource");
  const replicaSet = address.replicaSet ?? said.get("replicaSet");
  return { ...address, hosts: places, ...(authSource && { authSource }), ...(replicaSet && { replicaSet }) };
}

function placeOf(text: string): Place {
  const [, v6, name, port] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text.trim()) ?? [];
  const host = v6 ?? name;
  if (host === undefined || host.includes("%2F")) {
    throw invalid(`"${text}" in the connection string is not a host and a port`);
  }
  return { host, port: port ? Number(port) : usualPort };
}

type Options = Pick<Address, "tls" | "isDirect" | "settings" | "authSource" | "authMechanism" | "replicaSet">;

/** What a step that opens one connection to one server has no use for. */
const idle =
  /^(readpreference|readpreferencetags|maxstalenessseconds|(max|min)poolsize|maxconnecting|maxidletimems|waitqueuetimeoutms|localthresholdms|heartbeatfrequencyms|servermonitoringmode|compressors|zlibcompressionlevel|uuidrepresentation|appname)$/;
const texts: { [name: string]: string } = { w: "w", readconcernlevel: "readConcernLevel" };
const numbers: { [name: string]: string } = {
  wtimeoutms: "wtimeoutMS",
  wtimeout: "wtimeoutMS",
  connecttimeoutms: "connectTimeoutMS",
  sockettimeoutms: "socketTimeoutMS",
  serverselectiontimeoutms: "serverSelectionTimeoutMS",
  timeoutms: "timeoutMS",
};
const toggles: { [name: string]: string } = {
  journal: "journal",
  retrywrites: "retryWrites",
  retryreads: "retryReads",
};
const mechanisms = ["DEFAULT", "SCRAM-SHA-1", "SCRAM-SHA-256", "PLAIN"];

function optionsOf(query: URLSearchParams, isSrv: boolean): Options {
  const options: Options = { tls: isSrv ? "verify" : "none", isDirect: false, settings: {} };
  let anyCertificate = false;
  for (const [given, value] of query) {
    const name = given.toLowerCase();
    const isOn = value === "true";
    if (name === "tls" || name === "ssl") options.tls = isOn ? "verify" : "none";
    else if (/^tls(insecure|allowinvalidcertificates|allowinvalidhostnames)$/.test(name)) anyCertificate ||= isOn;
    else if (name === "directconnection") options.isDirect = isOn;
    else if (name === "authsource") options.authSource = value;
    else if (name === "replicaset") options.replicaSet = value;
    else if (name === "authmechanism") options.authMechanism = requireMechanism(value);
    else if (texts[name]) options.settings[texts[name]] = /^\d+$/.test(value) ? Number(value) : value;
    else if (numbers[name]) options.settings[numbers[name]] = Number(value) || 0;
    else if (toggles[name]) options.settings[toggles[name]] = isOn;
    else if (!idle.test(name)) {
      throw invalid(`The option "${given}" of the connection string is not taken here`, "Leave it out");
    }
  }
  return { ...options, tls: options.tls === "verify" && anyCertificate ? "any" : options.tls };
}

function requireMechanism(value: string): string {
  if (mechanisms.includes(value)) return value;
  throw invalid(`The way to sign in "${value}" is not known here`, `Known are ${mechanisms.slice(1).join(", ")}`);
}

function requireDatabase(name: string): string {
  if (name !== "") return name;
  throw invalid("No database is named", "Enter it in the credential, or at the end of the connection string");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid("The connection string has a % that is no escape", "Write % in user and password as %25");
  }
}

const invalid = (message: string, hint = "Check the credential") =>
  new NodeError(message, { code: "MONGODB_ADDRESS", hint });
