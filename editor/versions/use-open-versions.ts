"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useMemo, useState } from "react";
import { errorText, useTRPC, useTRPCClient } from "@/components/api";
import type { RevisionSummary } from "@/shared/api";
import type { Editor } from "../editor-context";
import { openHistory } from "../history";
import { createReadOnlyEditor } from "../read-only-editor";
import { type Compared, compare } from "./compared";

/** What a version is held against. */
export type Against = "before" | "draft";

export type OpenVersions = {
  editor: Editor;
  name: string;
  /** The newest: what the draft is. */
  draft: number;
  revisions: RevisionSummary[];
  chosen: number;
  compared: Compared | null;
  hasMore: boolean;
  isLoadingMore: boolean;
  loadMore(): void;
};

/** The saves of a workflow, and one of them in a read-only editor. */
export function useOpenVersions(workflowId: string, wanted: number | null, against: Against) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const router = useRouter();
  const types = useQuery(trpc.nodeTypes.list.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }));
  const workflow = useQuery(trpc.workflows.get.queryOptions({ id: workflowId }));
  const pages = useInfiniteQuery({
    queryKey: [...trpc.workflows.revisions.pathKey(), workflowId],
    queryFn: ({ pageParam }) => client.workflows.revisions.query({ workflowId, before: pageParam }),
    initialPageParam: undefined as number | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const revisions = useMemo(() => pages.data?.pages.flatMap((page) => page.revisions) ?? [], [pages.data]);
  const draft = workflow.data?.revision ?? 0;
  const chosen = wanted ?? draft;
  const older = revisions.find(({ revision }) => revision < chosen)?.revision;
  const other = against === "draft" && chosen !== draft ? draft : older;
  const revisionOf = (revision: number | undefined) =>
    trpc.workflows.revision.queryOptions(
      { workflowId, revision: revision ?? 0 },
      { enabled: revision !== undefined && revision > 0, staleTime: Number.POSITIVE_INFINITY },
    );
  const shown = useQuery(revisionOf(chosen));
  const held = useQuery(revisionOf(other));

  const compared = useMemo(() => {
    if (!shown.data || (other !== undefined && !held.data)) return null;
    // Held against the draft, what came after the version is what was added.
    if (against === "draft" && other === draft && held.data) return compare(shown.data.document, held.data.document);
    return compare(held.data?.document, shown.data.document);
  }, [shown.data, held.data, other, against, draft]);

  const [editor, setEditor] = useState<Editor | null>(null);
  const isReady = types.data !== undefined && compared !== null;
  // The canvas fits what is there when it opens: it waits for the first version.
  // biome-ignore lint/correctness/useExhaustiveDependencies: one editor for the page; the rest are stable services
  useEffect(() => {
    if (!types.data || !compared) return;
    const opened = createReadOnlyEditor({
      ...{ workflowId, document: compared.document, types: types.data, client },
      navigate: (href) => router.push(href),
    });
    setEditor(opened);
    return () => opened.run.close();
  }, [workflowId, isReady]);

  useEffect(() => {
    if (!editor || !compared) return;
    editor.state.setState({ history: openHistory(compared.document), marks: compared.marks });
  }, [editor, compared]);

  const failure = types.error ?? workflow.error ?? pages.error ?? shown.error ?? held.error;
  const opened: OpenVersions | null =
    editor && workflow.data && pages.data
      ? {
          ...{ editor, draft, revisions, chosen, compared },
          name: workflow.data.document.name,
          hasMore: pages.hasNextPage,
          isLoadingMore: pages.isFetchingNextPage,
          loadMore: () => void pages.fetchNextPage(),
        }
      : null;
  return {
    opened,
    error: failure ? errorText(failure).message : null,
    retry: () =>
      void Promise.all([types, workflow, pages, shown, held].map((query) => query.isError && query.refetch())),
  };
}
