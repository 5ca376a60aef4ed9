let announced = false;
let missingAnnounced = false;

/** Says once per process that answers come from the sample base, and what to do about it. */
export function announceSample(): void {
  if (announced) return;
  announced = true;
  process.stderr.write(
    'xstate-handoff: no provider is configured, so tasks are answered from the sample knowledge base of a made-up product. ' +
      'To go on, set OPENAI_API_KEY, or pass your own file as { knowledge }, or your own agents as { tiers }.\n',
  );
}

/** Says once per process that semantic search is left out, and how to get it. */
export function announceMissing(packages: readonly string[]): void {
  if (missingAnnounced || packages.length === 0) return;
  missingAnnounced = true;
  process.stderr.write(
    `xstate-handoff: semantic search is left out of the embedded ladder. To have it: npm install ${packages.join(' ')}\n`,
  );
}
