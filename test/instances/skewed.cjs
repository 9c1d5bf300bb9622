// Sets the clock of a process, as a machine without NTP has it: by PASSO_TEST_SKEW_MS milliseconds.
const skew = Number(process.env.PASSO_TEST_SKEW_MS);
const now = Date.now;
const RealDate = Date;
Date.now = () => now() + skew;
globalThis.Date = class extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(Date.now());
    else super(...parts);
  }
};
