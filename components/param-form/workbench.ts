import { createContext, type ReactNode, useContext } from "react";

/** What the surroundings of a form lend to its large editors and to the editor of a Code node. */
export type Workbench = {
  /** The items that come in, to look at and to drag from. */
  input: ReactNode;
  /** The items of the last run. */
  output: ReactNode;
  /** Runs the code, and shows how its last run went. */
  codeRun: ReactNode;
};

const WorkbenchContext = createContext<Workbench | undefined>(undefined);

export const WorkbenchProvider = WorkbenchContext.Provider;
export const useWorkbench = () => useContext(WorkbenchContext);
