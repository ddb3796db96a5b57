import type { HourlyPrice } from "./prices.ts";

/** Dollars as people read them: `$0.05`, `$0.115`, `$1.41`, `$1,234.50`. */
export function dollarsText(usd: number): string {
    const digits = usd < 1 ? 3 : 2;
    return `$${usd.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: digits })}`;
}

/** An hour's price: `$1.41/h`, or `about $1.41/h (list price of 2025-01-01)` where AWS could not be asked. */
export function hourlyText({ usd, source, asOf }: HourlyPrice): string {
    const price = `${dollarsText(usd)}/h`;
    return source === "table" ? `about ${price} (list price of ${asOf})` : price;
}
