"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../api";

/** Who is signed in; administrators may do everything. Nobody yet while that is loaded. */
export function useMe(): { id: string; isAdmin: boolean } | undefined {
  const user = useQuery(useTRPC().me.get.queryOptions()).data?.user;
  return user ? { id: user.id, isAdmin: user.role !== "member" } : undefined;
}

/** The projects of who is signed in, with the role there. */
export const useProjects = () => useQuery(useTRPC().projects.list.queryOptions());
