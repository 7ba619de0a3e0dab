"""What resume and job description say, read by rules: requirements, employers, projects, deeds, skills."""
