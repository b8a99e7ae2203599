import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Shell } from "@/components/shell/shell";
import { sidebarCookie } from "@/components/shell/sidebar-cookie";

export default async function WorkspaceLayout({ children }: { children: ReactNode }) {
  // Known before the first paint, so that nothing moves.
  const collapsed = (await cookies()).get(sidebarCookie)?.value === "collapsed";
  return <Shell startsCollapsed={collapsed}>{children}</Shell>;
}
