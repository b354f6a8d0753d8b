import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { useSettings } from './stores/settings.ts';
import './styles/index.css';

/** Language and theme first, so that nothing flashes in the wrong one. */
await useSettings.getState().load();

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root element.');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
