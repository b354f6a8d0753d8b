import { useTranslation } from 'react-i18next';
import { useExampleNumber } from '../tickets/example-number.ts';

/** What may stand in the place of a variable. */
export function useVariableExample(): (variable: string) => string {
  const { t } = useTranslation();
  const number = useExampleNumber();
  return (variable) => (variable === 'ticket.number' ? number : t(`variableExample.${variable}`));
}
