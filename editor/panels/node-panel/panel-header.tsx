"use client";

import { Maximize2, PanelRight, Play, X } from "lucide-react";
import { useTranslations } from "use-intl";
import { NodeIcon } from "@/components/node-icon";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Hint } from "@/components/ui/tooltip";
import type { NodePanelProps } from "../node-panel-props";
import { HopButton } from "./hop-button";
import { nodesAfter, nodesBefore } from "./neighbours";
import { NodeName } from "./node-name";
import { setPanelLayout } from "./panel-layout";

type PanelHeaderProps = NodePanelProps & { isDocked: boolean; canDock: boolean };

export function PanelHeader(props: PanelHeaderProps) {
  const { isDocked, canDock } = props;
  const { document, node, info, nodeTypes, readOnly, isRunning, onRename, onRunToHere, onOpenNode, onClose } = props;
  const t = useTranslations();
  const taken = new Set(document.nodes.filter(({ id }) => id !== node.id).map(({ name }) => name));
  const hop = { nodeTypes, onOpenNode };
  return (
    <header className="flex h-14 shrink-0 items-center gap-2 border-border border-b px-3 sm:px-4">
      <NodeIcon icon={info?.icon} category={info?.category} />
      <div className="min-w-0 flex-1">
        {/* A new key drops an unfinished name when another node is shown. */}
        <NodeName key={node.id} name={node.name} taken={taken} readOnly={readOnly} onRename={onRename} />
        <p className="flex min-w-0 items-center gap-2 px-1.5 text-muted text-xs leading-4">
          <span className="truncate" title={info?.summary}>
            {info?.label ?? node.type}
          </span>
          {node.disabled && <Badge className="py-0">{t("panel.header.disabled")}</Badge>}
        </p>
      </div>
      <div className="flex shrink-0 items-center gap-1">
        <span className="hidden sm:flex">
          <HopButton side="before" nodes={nodesBefore(document, node.id)} {...hop} />
          <HopButton side="after" nodes={nodesAfter(document, node.id)} {...hop} />
        </span>
        {!readOnly && (
          <Button
            size="sm"
            pending={isRunning}
            disabled={!info || node.disabled}
            onClick={onRunToHere}
            className="ml-1"
          >
            <Play aria-hidden />
            {t(info?.trigger ? "panel.header.run" : "panel.header.runToHere")}
          </Button>
        )}
        {canDock && (
          <Hint label={t(isDocked ? "panel.header.undock" : "panel.header.dock")}>
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label={t(isDocked ? "panel.header.undock" : "panel.header.dock")}
              onClick={() => setPanelLayout({ docked: !isDocked })}
            >
              {isDocked ? <Maximize2 aria-hidden /> : <PanelRight aria-hidden />}
            </Button>
          </Hint>
        )}
        <Hint label={t("common.close")} shortcut="Esc">
          <Button variant="ghost" size="icon-sm" aria-label={t("common.close")} onClick={onClose}>
            <X aria-hidden />
          </Button>
        </Hint>
      </div>
    </header>
  );
}
