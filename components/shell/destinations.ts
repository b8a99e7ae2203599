import { History, KeyRound, LayoutTemplate, type LucideIcon, Settings, Workflow } from "lucide-react";

export type Destination = { href: string; label: string; icon: LucideIcon; keywords: string[] };

/** The main pages, in the order of the navigation. */
export const destinations: readonly Destination[] = [
  { href: "/workflows", label: "Workflows", icon: Workflow, keywords: ["flows", "home"] },
  { href: "/templates", label: "Templates", icon: LayoutTemplate, keywords: ["examples", "start"] },
  { href: "/executions", label: "Executions", icon: History, keywords: ["runs", "log", "history"] },
  { href: "/credentials", label: "Credentials", icon: KeyRound, keywords: ["secrets", "keys", "tokens"] },
  { href: "/settings", label: "Settings", icon: Settings, keywords: ["variables", "theme", "time zone"] },
];

export const isWithin = (pathname: string, href: string) => pathname === href || pathname.startsWith(`${href}/`);

/** The canvas and the view of one execution need the whole window. */
export const isFullWindow = (pathname: string) => /^\/(workflows|executions)\/[^/]+/.test(pathname);
