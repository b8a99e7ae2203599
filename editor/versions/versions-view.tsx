"use client";

import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "@/components/ui/select";
import { Hint } from "@/components/ui/tooltip";
import { Canvas } from "../canvas/canvas";
import { CanvasControls } from "../canvas/canvas-controls";
import { OpenedFrame } from "../opened-frame";
import { ChangeList } from "./change-list";
import { type Against, type OpenVersions, useOpenVersions } from "./use-open-versions";
import { VersionList } from "./version-list";

/** Every save of a workflow: what it looked like, what was different, and the way back. */
export function VersionsView({ id }: { id: string }) {
  const [wanted, setWanted] = useState<number | null>(null);
  const [against, setAgainst] = useState<Against>("before");
  const { opened, error, retry } = useOpenVersions(id, wanted, against);
  return (
    <OpenedFrame subject="versions" editor={opened?.editor} error={error} onRetry={retry}>
      {opened && <Versions id={id} opened={opened} against={against} onAgainst={setAgainst} onChoose={setWanted} />}
    </OpenedFrame>
  );
}

type VersionsProps = {
  id: string;
  opened: OpenVersions;
  against: Against;
  onAgainst: (against: Against) => void;
  onChoose: (revision: number) => void;
};

function Versions({ id, opened, against, onAgainst, onChoose }: VersionsProps) {
  const t = useTranslations("versions");
  return (
    <div className="flex h-full flex-col">
      <header className="flex min-h-12 shrink-0 items-center gap-2 border-border border-b bg-surface px-2">
        <Hint label={t("back")}>
          <Button asChild variant="ghost" size="icon-sm">
            <Link href={`/workflows/${id}`} aria-label={t("back")}>
              <ArrowLeft aria-hidden />
            </Link>
          </Button>
        </Hint>
        <h1 className="min-w-0 flex-1 truncate font-semibold text-sm" title={opened.name}>
          {t("title", { name: opened.name })}
        </h1>
        <Select value={against} onValueChange={(value) => onAgainst(value as Against)}>
          <SelectTrigger aria-label={t("compareWith")} className="h-8 w-auto gap-2 text-xs">
            <SelectValue />
          </SelectTrigger>
          <SelectContent align="end">
            <SelectItem value="before">{t("withBefore")}</SelectItem>
            <SelectItem value="draft">{t("withDraft")}</SelectItem>
          </SelectContent>
        </Select>
      </header>
      <div className="flex min-h-0 flex-1 flex-col lg:flex-row">
        <div className="relative min-h-0 min-w-0 flex-1 overflow-hidden">
          <Canvas>
            <CanvasControls />
          </Canvas>
        </div>
        <aside className="flex h-[55%] shrink-0 flex-col border-border border-t bg-surface lg:h-auto lg:w-96 lg:border-t-0 lg:border-l">
          <VersionList workflowId={id} opened={opened} onChoose={onChoose} />
          <ChangeList compared={opened.compared} />
        </aside>
      </div>
    </div>
  );
}
