import type { ReceivingWindow } from '../../../../inspector/bridges/stately/receiveStatelyWindow.ts';
import type { PeerWindow } from '../../../../inspector/bridges/windows.ts';

/** The part of the browser's window that the pages of these tests use. */
export interface PageWindow extends ReceivingWindow {
  open(url: string): PeerWindow;
}
