"use client";

import { usePathname } from "next/navigation";
import { type ReactNode, useState } from "react";
import { BottomBar } from "./bottom-bar";
import { CommandPalette } from "./command-palette";
import { isFullWindow } from "./destinations";
import { Sidebar } from "./sidebar";
import { rememberSidebar } from "./sidebar-cookie";
import { TopBar } from "./top-bar";

export function Shell({ startsCollapsed, children }: { startsCollapsed: boolean; children: ReactNode }) {
  const fullWindow = isFullWindow(usePathname());
  const [collapsed, setCollapsed] = useState(startsCollapsed);
  const [searching, setSearching] = useState(false);

  function collapse(next: boolean) {
    setCollapsed(next);
    rememberSidebar(next);
  }

  return (
    <div className="flex h-dvh flex-col md:flex-row">
      <a
        href="#content"
        className="sr-only z-50 rounded-lg bg-primary px-4 py-2 text-primary-foreground focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        Skip to content
      </a>
      <Sidebar collapsed={collapsed} onCollapse={collapse} onSearch={() => setSearching(true)} />
      <TopBar onSearch={() => setSearching(true)} />
      <main id="content" tabIndex={-1} className="relative min-h-0 min-w-0 flex-1 overflow-y-auto outline-none">
        {children}
      </main>
      {!fullWindow && <BottomBar />}
      <CommandPalette open={searching} onOpenChange={setSearching} withShortcut={!fullWindow} />
    </div>
  );
}
