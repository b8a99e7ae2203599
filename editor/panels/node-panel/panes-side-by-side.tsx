import { type ReactNode, type RefObject, useLayoutEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { Splitter } from "@/components/ui/splitter";
import type { PaneName } from "./pane-tabs";
import { setPanelLayout, usePanelLayout } from "./panel-layout";

const minSide = 200;
const minMiddle = 384;
const splitters = 2;

type PanesProps = { root: RefObject<HTMLDivElement | null>; panes: { [name in PaneName]?: ReactNode } };

/** Input, parameters and output beside each other, with widths of one's own. */
export function PanesSideBySide({ root, panes }: PanesProps) {
  const t = useTranslations("panel");
  const { inputWidth, outputWidth } = usePanelLayout();
  const room = useWidth(root) - splitters;
  const hasInput = panes.input !== undefined;
  // Like thirds, with a little more for what is written in.
  const usual = Math.round(room / (hasInput ? 3.15 : 2));
  const [input, output] = shrunk(hasInput ? (inputWidth ?? usual) : 0, outputWidth ?? usual, room);
  const side = "flex min-h-0 min-w-0 flex-col bg-background/50";
  return (
    <div ref={root} className="flex min-h-0 flex-1">
      {hasInput && (
        <>
          <section aria-label={t("input.title")} className={side} style={{ width: input }}>
            {panes.input}
          </section>
          <Splitter
            label={t("panes.inputWidth")}
            sets="left"
            value={input}
            min={minSide}
            max={room - output - minMiddle}
            onChange={(width) => setPanelLayout({ inputWidth: width })}
            onReset={() => setPanelLayout({ inputWidth: null })}
          />
        </>
      )}
      <section aria-label={t("parameters.title")} className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface">
        {panes.parameters}
      </section>
      <Splitter
        label={t("panes.outputWidth")}
        sets="right"
        value={output}
        min={minSide}
        max={room - input - minMiddle}
        onChange={(width) => setPanelLayout({ outputWidth: width })}
        onReset={() => setPanelLayout({ outputWidth: null })}
      />
      <section aria-label={t("output.title")} className={side} style={{ width: output }}>
        {panes.output}
      </section>
    </div>
  );
}

/** Widths chosen in a wider window leave the parameters their room. */
function shrunk(input: number, output: number, room: number): [number, number] {
  const over = Math.max(0, input + output + minMiddle - room);
  const total = Math.max(1, input + output);
  const less = (width: number) => (width === 0 ? 0 : Math.max(minSide, Math.round(width - (over * width) / total)));
  return [less(input), less(output)];
}

function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const measured = element.current;
    if (!measured) return;
    setWidth(measured.clientWidth);
    const watch = new ResizeObserver(() => setWidth(measured.clientWidth));
    watch.observe(measured);
    return () => watch.disconnect();
  }, [element]);
  return width;
}
