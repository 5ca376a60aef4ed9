document.title = 'handoff inspector';
