"use client";

import { ChevronDown, CloudUpload, Link2, PowerOff } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { toast } from "@/components/ui/sonner";
import { useEditor, useEditorState } from "../editor-context";
import { publish, unpublish } from "../workflow-actions";
import { AddressesDialog } from "./addresses-dialog";
import { PublishSummary } from "./publish-summary";

export function PublishButton() {
  const editor = useEditor();
  const published = useEditorState((state) => state.published);
  const changed = useEditorState(
    ({ published: at, revision, save }) => at !== null && (at.revision !== revision || save.is !== "saved"),
  );
  const hasWebhooks = useEditorState(({ webhooks }) => webhooks.length > 0);
  const [pending, setPending] = useState(false);
  const more = useRef<HTMLButtonElement>(null);
  const [showsAddresses, setShowsAddresses] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const [summing, setSumming] = useState(false);
  const isCurrent = published !== null && !changed;

  async function onPublish() {
    setPending(true);
    const worked = await publish(editor);
    setPending(false);
    if (!worked) return;
    if (published === null && editor.state.getState().webhooks.length > 0) setShowsAddresses(true);
    else toast.success("Published", { description: "Its triggers start this version from now on." });
  }

  return (
    <>
      <div className="flex">
        <Button
          variant={isCurrent ? "secondary" : "primary"}
          size="sm"
          pending={pending}
          disabled={isCurrent}
          className={cn(published && "rounded-r-none", isCurrent && "border-r-0 text-success disabled:opacity-100")}
          onClick={() => (published ? setSumming(true) : void onPublish())}
        >
          {isCurrent ? (
            <span aria-hidden className="size-2 rounded-full bg-success" />
          ) : (
            <CloudUpload aria-hidden className="max-sm:hidden" />
          )}
          {isCurrent ? "Published" : published ? "Publish changes" : "Publish"}
        </Button>
        {published && (
          <DropdownMenu>
            <DropdownMenuTrigger asChild>
              <Button
                ref={more}
                variant={isCurrent ? "secondary" : "primary"}
                size="sm"
                className={cn("rounded-l-none px-1.5", !isCurrent && "border-primary-foreground/30 border-l")}
                aria-label="More about publishing"
              >
                <ChevronDown aria-hidden />
              </Button>
            </DropdownMenuTrigger>
            <DropdownMenuContent align="end">
              <DropdownMenuLabel>
                {isCurrent ? "What you see is what runs" : "An earlier version runs until you publish the changes"}
              </DropdownMenuLabel>
              {hasWebhooks && (
                <DropdownMenuItem onSelect={() => setShowsAddresses(true)}>
                  <Link2 aria-hidden />
                  Webhook addresses
                </DropdownMenuItem>
              )}
              <DropdownMenuItem variant="danger" onSelect={() => setConfirming(true)}>
                <PowerOff aria-hidden />
                Unpublish
              </DropdownMenuItem>
            </DropdownMenuContent>
          </DropdownMenu>
        )}
      </div>
      <PublishSummary open={summing} onOpenChange={setSumming} onPublish={() => void onPublish()} />
      <AddressesDialog open={showsAddresses} onOpenChange={setShowsAddresses} onClosed={() => more.current?.focus()} />
      <ConfirmDialog
        open={confirming}
        onOpenChange={setConfirming}
        title="Unpublish this workflow?"
        description="Its triggers stop at once. Executions under way go on, and the draft stays as it is."
        action="Unpublish"
        onConfirm={() => void unpublish(editor)}
      />
    </>
  );
}
