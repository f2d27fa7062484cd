/** Microform's fields of the widget's form, and what is typed into them. */
import type { Locator, Page } from 'playwright-core';

/** The input in the frame of the field with this accessible name. */
export const hostedField = (form: Locator | Page, label: string): Locator =>
  form.getByRole('group', { name: label, exact: true }).frameLocator('iframe').locator('input.field');

/**
 * Replaces what a hosted field holds, and leaves it. Resolves when the page knows of both: the frame reports to the page
 * by messages, in order, which a busy machine may deliver after the next key press.
 */
export async function typeHosted(form: Locator | Page, label: string, digits: string): Promise<void> {
  const field = hostedField(form, label);
  const container = form.getByRole('group', { name: label, exact: true }).locator('.flex-microform');
  await field.fill('');
  await container.and(form.locator('.flex-microform-focused')).waitFor();
  await field.pressSequentially(digits);
  await field.blur();
  await container.and(form.locator(':not(.flex-microform-focused)')).waitFor();
}
