/**
 * What the page does when it is used: filters and sorts the list of runs, and remembers the choice in its address. Plain
 * JavaScript, as it is sent: the page works without it, and shows everything then.
 */
export const script = `
'use strict';
(() => {
	const form = document.querySelector('.filter');
	const body = document.querySelector('.runs tbody');
	if (form === null || body === null) return;
	const rows = [...body.rows];
	const fields = ['q', 'result', 'subject', 'condition'];

	const show = () => {
		const { q, result, subject, condition } = Object.fromEntries(new FormData(form));
		const words = q.toLowerCase().split(/\\s+/).filter((word) => word !== '' && word !== 'seed');
		let shown = 0;
		for (const row of rows) {
			const cells = row.cells;
			const text = row.textContent.toLowerCase();
			const fits =
				(result === '' || row.dataset.result === result) &&
				(subject === '' || cells[1].textContent === subject) &&
				(condition === '' || cells[2].textContent === condition) &&
				words.every((word) => text.includes(word));
			row.hidden = !fits;
			if (fits) shown++;
		}
		form.querySelector('output').textContent = shown + ' of ' + rows.length + ' runs';
	};

	const remember = () => {
		const chosen = new URLSearchParams();
		for (const field of fields) if (form.elements[field].value !== '') chosen.set(field, form.elements[field].value);
		const text = chosen.toString();
		history.replaceState(null, '', text === '' ? location.pathname + location.search : '#' + text);
	};

	const recall = () => {
		const chosen = new URLSearchParams(location.hash.slice(1));
		for (const field of fields) form.elements[field].value = chosen.get(field) ?? '';
		show();
	};

	const valueOf = (row, column) => row.cells[column].dataset.value ?? row.cells[column].textContent;
	const compare = new Intl.Collator('en', { numeric: true }).compare;
	const sort = (head, column) => {
		const ascending = head.getAttribute('aria-sort') !== 'ascending';
		for (const other of head.parentElement.cells) other.setAttribute('aria-sort', 'none');
		head.setAttribute('aria-sort', ascending ? 'ascending' : 'descending');
		rows.sort((a, b) => compare(valueOf(a, column), valueOf(b, column)) * (ascending ? 1 : -1));
		body.append(...rows);
	};

	form.hidden = false;
	form.addEventListener('input', () => {
		show();
		remember();
	});
	form.addEventListener('submit', (event) => event.preventDefault());
	addEventListener('hashchange', recall);
	for (const button of document.querySelectorAll('.runs [data-column]')) {
		button.addEventListener('click', () => sort(button.parentElement, Number(button.dataset.column)));
	}
	for (const cell of document.querySelectorAll('.matrix button')) {
		cell.addEventListener('click', () => {
			form.elements.q.value = '';
			form.elements.result.value = '';
			form.elements.subject.value = cell.dataset.subject;
			form.elements.condition.value = cell.dataset.condition;
			show();
			remember();
			document.getElementById('runs').scrollIntoView();
			form.elements.q.focus({ preventScroll: true });
		});
	}
	recall();
})();
`;
