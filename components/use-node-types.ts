"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { NodeTypeInfo } from "@/shared/api";
import { useTRPC } from "./api";

/** The node types of this server by name. They change with the version only, so they are asked for once. */
export function useNodeTypes(): ReadonlyMap<string, NodeTypeInfo> {
  const { data } = useQuery(useTRPC().nodeTypes.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }));
  return useMemo(() => new Map(data?.map((info) => [info.type, info])), [data]);
}
