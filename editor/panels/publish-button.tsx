"use client";

import { ChevronDown, CloudUpload, Link2, PowerOff } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { lazyPart } from "@/components/lazy-part";
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
import { toast } from "@/components/ui/toast";
import { WhenOpened } from "@/components/when-opened";
import { useEditor, useEditorState } from "../editor-context";
import { publish, unpublish } from "../workflow-actions";

const AddressesDialog = lazyPart(async () => ({ default: (await import("./addresses-dialog")).AddressesDialog }));
const PublishSummary = lazyPart(async () => ({ default: (await import("./publish-summary")).PublishSummary }));

export function PublishButton() {
  const editor = useEditor();
  const t = useTranslations("editor.publish");
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
    else toast.success(t("published"), { description: t("publishedDescription") });
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
          {t(isCurrent ? "published" : published ? "publishChanges" : "publish")}
        </Button>
        {published && (
          <DropdownMenu>
            <DropdownMenuTrigger asChild>
              <Button
                ref={more}
                variant={isCurrent ? "secondary" : "primary"}
                size="sm"
                className={cn("rounded-l-none px-1.5", !isCurrent && "border-primary-foreground/30 border-l")}
                aria-label={t("more")}
              >
                <ChevronDown aria-hidden />
              </Button>
            </DropdownMenuTrigger>
            <DropdownMenuContent align="end">
              <DropdownMenuLabel>{t(isCurrent ? "isCurrent" : "isChanged")}</DropdownMenuLabel>
              {hasWebhooks && (
                <DropdownMenuItem onSelect={() => setShowsAddresses(true)}>
                  <Link2 aria-hidden />
                  {t("addresses")}
                </DropdownMenuItem>
              )}
              <DropdownMenuItem variant="danger" onSelect={() => setConfirming(true)}>
                <PowerOff aria-hidden />
                {t("unpublish")}
              </DropdownMenuItem>
            </DropdownMenuContent>
          </DropdownMenu>
        )}
      </div>
      <WhenOpened open={summing}>
        <PublishSummary open={summing} onOpenChange={setSumming} onPublish={() => void onPublish()} />
      </WhenOpened>
      <WhenOpened open={showsAddresses}>
        <AddressesDialog
          open={showsAddresses}
          onOpenChange={setShowsAddresses}
          onClosed={() => more.current?.focus()}
        />
      </WhenOpened>
      <ConfirmDialog
        open={confirming}
        onOpenChange={setConfirming}
        title={t("unpublishTitle")}
        description={t("unpublishDescription")}
        action={t("unpublish")}
        onConfirm={() => void unpublish(editor)}
      />
    </>
  );
}
