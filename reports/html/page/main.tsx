import { render } from 'preact';
import type { ReportData } from '../report-data.ts';
import { Report } from './report.tsx';
import 'uplot/dist/uPlot.min.css';
import './style.css';
import './cycle.css';
import './trace.css';

const data = JSON.parse(document.getElementById('run-data')?.textContent ?? '') as ReportData;
document.title = `${data.validity}: ${data.title}`;
render(<Report data={data} />, document.getElementById('report') as HTMLElement);
