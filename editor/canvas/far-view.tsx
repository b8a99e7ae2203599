"use client";

import { useStore } from "@xyflow/react";
import { createContext, type ReactNode, useContext } from "react";

/** Below this zoom the text cannot be read: cards are drawn with large names and nothing else. */
const farZoom = 0.38;
const isFar = ({ transform }: { transform: [number, number, number] }) => transform[2] < farZoom;

const FarView = createContext(false);

/** Watches the zoom once for all cards: hundreds of watchers would each be asked on every frame of a drag. */
export function FarViewProvider({ children }: { children: ReactNode }) {
  return <FarView value={useStore(isFar)}>{children}</FarView>;
}

export const useFarView = () => useContext(FarView);
