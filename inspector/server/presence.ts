import type { InspectorSettings } from '../options.ts';
import type { CallDesk } from '../stepping/callDesk.ts';
import type { Hub } from './hub.ts';
import type { Viewer } from './viewers.ts';

/** Counts the viewers, and decides the fate of held calls when the last one is gone. */
export interface Presence {
  joined(viewer: Viewer): void;
  left(viewer: Viewer): void;
  /** Settles as soon as no viewer is connected. */
  deserted(): Promise<void>;
  /** Ends the wait for a viewer. */
  end(): void;
}

export interface PresenceOptions extends Pick<InspectorSettings, 'onDisconnect' | 'releaseAfterMs'> {
  readonly hub: Hub;
  readonly desk: CallDesk;
}

export function createPresence({ onDisconnect, releaseAfterMs, hub, desk }: PresenceOptions): Presence {
  let empty = Promise.withResolvers<void>();
  let releasing: NodeJS.Timeout | undefined;
  empty.resolve();

  return {
    joined: (viewer) => {
      clearTimeout(releasing);
      if (hub.isDeserted) empty = Promise.withResolvers<void>();
      void hub.welcome(viewer);
    },
    left: (viewer) => {
      hub.dismiss(viewer);
      if (!hub.isDeserted) return;
      empty.resolve();
      if (onDisconnect === 'release') releasing = setTimeout(desk.release, releaseAfterMs).unref();
    },
    deserted: () => empty.promise,
    end: () => {
      clearTimeout(releasing);
      empty.resolve();
    },
  };
}
