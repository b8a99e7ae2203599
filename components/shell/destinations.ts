import {
  CalendarClock,
  Gauge,
  History,
  KeyRound,
  LayoutTemplate,
  type LucideIcon,
  Settings,
  Table2,
  Webhook,
  Workflow,
} from "lucide-react";

type Name =
  | "overview"
  | "workflows"
  | "templates"
  | "executions"
  | "schedules"
  | "tables"
  | "webhooks"
  | "credentials"
  | "settings";
/** `besides`: there is no room for it in the bar of phones; another page leads to it. */
export type Destination = { name: Name; href: string; icon: LucideIcon; besides?: true };

/** The main pages, in the order of the navigation. */
export const destinations: readonly Destination[] = [
  { name: "overview", href: "/overview", icon: Gauge, besides: true },
  { name: "workflows", href: "/workflows", icon: Workflow },
  { name: "templates", href: "/templates", icon: LayoutTemplate },
  { name: "executions", href: "/executions", icon: History },
  { name: "schedules", href: "/schedules", icon: CalendarClock, besides: true },
  { name: "tables", href: "/tables", icon: Table2 },
  { name: "webhooks", href: "/webhooks", icon: Webhook, besides: true },
  { name: "credentials", href: "/credentials", icon: KeyRound },
  { name: "settings", href: "/settings", icon: Settings },
];

export const isWithin = (pathname: string, href: string) => pathname === href || pathname.startsWith(`${href}/`);

/** The canvas and the view of one execution need the whole window. */
export const isFullWindow = (pathname: string) =>
  /^\/(workflows|executions)\/[^/]+/.test(pathname) && !pathname.endsWith("/state");
