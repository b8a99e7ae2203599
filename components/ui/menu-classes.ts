const motion =
  "data-[state=open]:animate-in data-[state=open]:fade-in-0 data-[state=open]:zoom-in-95 data-[state=closed]:animate-out data-[state=closed]:fade-out-0 duration-100";

/** The looks that select, dropdown, context menu and popover share. */
export const menuContentClasses = `z-50 overflow-hidden rounded-lg border border-border bg-raised p-1 text-sm text-text shadow-md ${motion}`;

export const menuItemClasses =
  "relative flex select-none items-center gap-2 rounded-md px-2 py-1.5 pointer-coarse:py-2.5 text-sm outline-none data-disabled:pointer-events-none data-highlighted:bg-hover data-disabled:opacity-50 [&_svg:not([class*='size-'])]:size-4 [&_svg]:shrink-0 [&_svg:not([class*='text-'])]:text-muted";

export const menuDangerClasses =
  "text-danger data-highlighted:bg-danger-soft [&_svg:not([class*='text-'])]:text-danger";

export const menuLabelClasses = "px-2 py-1.5 font-medium text-muted text-xs";
export const menuSeparatorClasses = "-mx-1 my-1 h-px bg-border";
export const menuShortcutClasses = "ml-auto pl-6 text-muted text-xs tracking-wide";
