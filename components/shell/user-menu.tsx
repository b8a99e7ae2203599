"use client";

import { useQuery } from "@tanstack/react-query";
import { LogOut, Monitor, Moon, Settings, Sun } from "lucide-react";
import Link from "next/link";
import { useTheme } from "next-themes";
import { useTRPC } from "../api";
import { auth } from "../auth";
import { cn } from "../ui/class-names";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "../ui/dropdown-menu";
import { toast } from "../ui/sonner";

export const themes = [
  { value: "system", label: "Like the system", icon: Monitor },
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
] as const;

/** Who is signed in, the theme, and the way out. */
export function UserMenu({ compact }: { compact: boolean }) {
  const user = useQuery(useTRPC().me.get.queryOptions()).data?.user;
  const { theme, setTheme } = useTheme();
  const name = user?.name ?? "";
  return (
    <DropdownMenu>
      <DropdownMenuTrigger
        aria-label={compact ? `${initials(name)}, account of ${name}` : undefined}
        className={cn(
          "flex items-center gap-2.5 rounded-lg p-1.5 text-left transition-colors hover:bg-hover data-[state=open]:bg-hover",
          !compact && "w-full",
        )}
      >
        <span
          aria-hidden
          className="grid size-7 shrink-0 place-items-center rounded-full bg-primary-soft font-semibold text-primary text-xs"
        >
          {initials(name)}
        </span>
        {!compact && <span className="min-h-5 min-w-0 flex-1 truncate font-medium text-sm">{name}</span>}
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" collisionPadding={8} className="w-56">
        <DropdownMenuLabel>
          <span className="block truncate font-medium text-sm text-text">{name}</span>
          <span className="block truncate">{user?.email}</span>
        </DropdownMenuLabel>
        <DropdownMenuSeparator />
        <DropdownMenuRadioGroup value={theme ?? "system"} onValueChange={setTheme} aria-label="Theme">
          {themes.map(({ value, label, icon: Icon }) => (
            <DropdownMenuRadioItem key={value} value={value}>
              <Icon aria-hidden />
              {label}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
        <DropdownMenuSeparator />
        <DropdownMenuItem asChild>
          <Link href="/settings">
            <Settings aria-hidden />
            Settings
          </Link>
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={signOut}>
          <LogOut aria-hidden />
          Sign out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

async function signOut() {
  const { error } = await auth.signOut();
  if (error) toast.error("You are still signed in: the server did not answer.");
  // A full page load drops everything this tab knows.
  else window.location.assign("/sign-in");
}

function initials(name: string) {
  const words = name.split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => [...(word ?? "")][0]?.toUpperCase() ?? "").join("");
}
