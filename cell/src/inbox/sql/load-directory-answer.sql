select content from directory_answer where name = $1
