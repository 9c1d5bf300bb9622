/** Takes pieces in order. One hand-over at a time. */
export interface EventSink {
  /**
   * Hands pieces over, and waits until they are through as far as can be known.
   * @throws Error with a reason for the operator; some of the pieces may have arrived
   */
  write(pieces: readonly Buffer[]): Promise<void>;
  close(): void;
}
